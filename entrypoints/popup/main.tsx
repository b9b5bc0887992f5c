import '@/components/ui/base.css';
import '@/components/popup/popup.css';
import { mount } from '@/components/mount';
import { Popup } from '@/components/popup/Popup';

mount(Popup, 'extName');
